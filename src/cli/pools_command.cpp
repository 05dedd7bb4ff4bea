// pools: which descriptions there are, and whether a file of one's own is right.

#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "pipeline/pool_file.h"

namespace tessera {
namespace {

json::object pool_json(const Pool& pool) {
  json::array categories;
  for (const PoolCategory& category : pool.categories) {
    json::array texts;
    for (const std::string& text : category.descriptions) texts.push_back(json::value_from(text));
    categories.push_back({{"name", category.name}, {"descriptions", std::move(texts)}});
  }
  return json::object{{"name", pool.name}, {"hash", pool.hash}, {"categories", std::move(categories)}};
}

int show_pools(const CommonOptions& common, const std::vector<std::string>& names, bool with_texts) {
  json::array all;
  for (const std::string& name : names) {
    const Result<Pool> pool = load_pool(name);
    if (!pool) return report_error(pool.error());
    if (common.as_json) {
      all.push_back(pool_json(*pool));
      continue;
    }
    fmt::print("{}: {} descriptions in {} categories\n", pool->name, description_count(*pool), pool->categories.size());
    for (const PoolCategory& category : pool->categories) {
      fmt::print("  {} ({})\n", category.name, category.descriptions.size());
      if (!with_texts) continue;
      for (const std::string& text : category.descriptions) fmt::print("    {}\n", text);
    }
  }
  if (common.as_json) fmt::print("{}\n", line_json(json::object{{"pools", std::move(all)}}));
  return 0;
}

}  // namespace

void add_pools_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  struct Options {
    std::vector<std::string> names;
    bool with_texts = false;
  };
  CLI::App* command = program.add_subcommand("pools", "List the built-in pools, or check a pool file");
  auto options = std::make_shared<Options>();
  command->add_option("POOL", options->names, "a built-in pool or a TOML file (default: all built-in pools)");
  command->add_flag("--texts", options->with_texts, "also print every description");
  add_common_options(*command, common);
  command->callback([&chosen, options] {
    chosen = [options](const CommonOptions& given) {
      return show_pools(given, options->names.empty() ? built_in_pools() : options->names, options->with_texts);
    };
  });
}

}  // namespace tessera
