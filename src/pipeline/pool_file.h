#pragma once
// Pools of descriptions as TOML text (docs/pools.md). A pool that was read keeps the invariants of model/description.h.
// Any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/captions.h"
#include "model/description.h"
#include "tessera/error.h"

namespace tessera {

inline constexpr std::size_t max_pool_bytes = 1'000'000;
inline constexpr std::size_t max_descriptions = 10'000;
inline constexpr std::size_t max_description_characters = max_caption_characters;
inline constexpr std::size_t max_category_characters = 80;

/// Reads a pool. `file_name` is for messages, and its stem names a pool whose text gives no name. Pure.
/// Errors: usage. The message has one line a mistake, at most 20, each "file:line:column: what is wrong": syntax,
/// unknown keys, wrong types, no category, empty, doubled (also when only the case differs), over-long or multi-line
/// texts.
[[nodiscard]] Result<Pool> read_pool(std::string_view toml_text, std::string_view file_name);

/// A built-in pool by its name, otherwise the file of that path, at most max_pool_bytes long. Blocking.
/// Errors: usage: as above, or the path and why it cannot be read, with the names of the built-in pools.
[[nodiscard]] Result<Pool> load_pool(const std::string& name_or_path);

/// The names that load_pool() knows without a file.
[[nodiscard]] std::vector<std::string> built_in_pools();

/// How many descriptions the pool holds in all.
[[nodiscard]] std::size_t description_count(const Pool& pool) noexcept;

}  // namespace tessera
