#include <fmt/format.h>

#include "cli/commands.h"

namespace tessera {
void add_request_options(CLI::App& command, GivenFields& given) {
  static const json::object defaults = request_json(Request{});
  for (const RequestField& field : request_fields()) {
    const std::string name(field.name);
    const std::string flag = flag_of(field.name);
    if (field.placeholder.empty()) {
      command.add_flag_callback(flag, [&given, name] { given[name] = "true"; }, std::string(field.help));
      continue;
    }
    std::string help(field.help);
    if (const json::value* value = defaults.if_contains(field.name)) {
      const std::string text = value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
      if (!text.empty()) help += fmt::format(" [{}]", text);
    }
    command
        .add_option_function<std::string>(
            flag, [&given, name](const std::string& value) { given[name] = value; }, help)
        ->type_name(std::string(field.placeholder));
  }
}

}  // namespace tessera
