#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "providers/openai/reply.h"

namespace {

void check(const tessera::Result<tessera::JudgeReply>& reply, tessera::GridShape shape) {
  if (!reply) return;
  int last = 0;
  for (const int tile : reply->unique_tiles) {
    if (tile <= last || tile > shape.cells()) std::abort();
    last = tile;
  }
  last = 0;
  for (const tessera::TileOpinion& opinion : reply->tiles) {
    if (opinion.tile <= last || opinion.tile > shape.cells()) std::abort();
    last = opinion.tile;
    if (opinion.repeats && (*opinion.repeats < 1 || *opinion.repeats > shape.cells())) std::abort();
    if (opinion.shows.size() > 303 || opinion.defects.size() > 8) std::abort();
    if (std::ranges::any_of(opinion.shows, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const ByteView bytes(data, size);
  for (const GridShape shape : {GridShape{3, 3}, GridShape{2, 5}}) {
    check(openai::read_judge_reply(bytes, shape), shape);
    check(openai::read_judge_text(as_text(bytes), shape), shape);
  }
  return 0;
}
