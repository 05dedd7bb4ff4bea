#pragma once
// Uploaded files, and where the pictures of an input come from. Thread: the loop.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "simulator/http.h"

namespace tessera::sim {

/// Bytes and their SHA-256.
struct Content {
  std::shared_ptr<const Bytes> bytes;
  std::string hash;
};

struct File {
  std::string id;
  std::string name;
  std::string content_type;
  json::object metadata;
  Content content;
  WallTime created;
  WallTime expires;
};

/// The parts of a multipart/form-data body that an upload may have.
struct Upload {
  std::optional<Bytes> content;
  std::string name;
  std::string content_type = "application/octet-stream";
  json::object metadata;
};

/// Nothing when the body is no such form.
[[nodiscard]] std::optional<Upload> read_upload(const Request& request);

class Files {
 public:
  /// Real time that a file lives.
  explicit Files(Duration life) : life_(life) {}

  const File& add(Upload upload);
  [[nodiscard]] const File* find(const std::string& id) const;
  bool remove(const std::string& id) { return files_.erase(id) > 0; }
  void clear() { files_.clear(); }
  [[nodiscard]] std::size_t count() const noexcept { return files_.size(); }
  [[nodiscard]] const std::map<std::string, File>& all() const noexcept { return files_; }

 private:
  Duration life_;
  std::map<std::string, File> files_;
  std::uint64_t added_ = 0;
};

/// As the API shows it; `base` is the address of the API with /v1.
[[nodiscard]] json::object to_json(const File& file, const std::string& base);

/// The bytes of a data URI with base64; nothing when it is something else.
[[nodiscard]] std::optional<Bytes> read_data_uri(std::string_view uri);

}  // namespace tessera::sim
