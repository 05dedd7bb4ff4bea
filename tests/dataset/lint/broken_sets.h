#pragma once
// A good set, and the files of which broken ones are made. Everything is made here, nothing comes from elsewhere.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "dataset/lint.h"
#include "support/temporary_folder.h"

namespace tessera::test {

inline constexpr std::string_view trigger = "zkx01";

/// A folder of `count` different pictures of 576x576, 0001.jpg …, with a caption of its own for each, the trigger last.
class GoodSet {
 public:
  explicit GoodSet(int count = 20, const std::string& folder = {});

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return folder_.path(); }
  /// "images/0003.jpg" when the pictures are in images/.
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return folder_.path() / inside_ / name; }
  void write(std::string_view name, ByteView bytes) const;
  void write(std::string_view name, std::string_view text) const { write(name, as_bytes(text)); }
  void remove(std::string_view name) const;
  void rename(std::string_view from, std::string_view to) const;
  /// `text` and the trigger.
  void caption(int number, std::string_view text) const;
  [[nodiscard]] static std::string stem(int number);  ///< "0007"

 private:
  TemporaryFolder folder_;
  std::string inside_;
};

/// The bytes of picture `number` of every good set.
[[nodiscard]] const Bytes& good_picture(int number);

/// A zip or tar (by the extension of `path`) with these members in this order.
struct Member {
  std::string name;
  Bytes bytes;
};
void write_archive(const std::filesystem::path& path, const std::vector<Member>& members);
/// Every file below `folder`.
[[nodiscard]] std::vector<Member> members_of(const std::filesystem::path& folder);

/// A training at 512, so that the small pictures fill every bucket.
[[nodiscard]] LintOptions small_training(std::vector<Trainer> trainers = {});

/// "warning caption-bom", each once, sorted.
[[nodiscard]] std::vector<std::string> kinds_of(const LintReport& report);

}  // namespace tessera::test
