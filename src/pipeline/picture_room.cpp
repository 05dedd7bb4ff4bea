#include "pipeline/picture_room.h"

#include <utility>

namespace tessera {

std::shared_ptr<const Image> PictureRoom::keep(std::shared_ptr<const Image> sheet) {
  const auto bytes = static_cast<std::int64_t>(sheet->pixels().size());
  if (*kept_ + bytes > limits_.kept_bytes) return nullptr;
  *kept_ += bytes;
  const Image* picture = sheet.get();
  const auto let_go = [owner = std::move(sheet), kept = kept_, bytes](const Image*) mutable {
    owner.reset();
    *kept -= bytes;
  };
  return {picture, let_go};
}

Result<ScratchFile::Piece> PictureRoom::put_aside(ByteView bytes) {
  {
    const std::lock_guard lock(opening_);
    if (!scratch_) {
      Result<ScratchFile> opened = ScratchFile::open(folder_);
      if (!opened) return std::unexpected(opened.error());
      scratch_.emplace(std::move(*opened));
    }
  }
  return scratch_->put(bytes);
}

}  // namespace tessera
