// What a judge says of a tile becomes a caption and a part of the report: any bytes must do.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "dataset/captions.h"
#include "dataset/plain_text.h"
#include "dataset/report/html.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const std::string said(as_text({data, size}));
  const Caption caption =
      caption_for(Verdict{.accepted = true, .caption = said}, {.text = "a fox", .category = "Animals"});
  const std::optional<std::size_t> characters = count_characters(caption.text());
  if (!characters || *characters == 0 || *characters > max_caption_characters) std::abort();
  if (has_control_characters(caption.text())) std::abort();
  const std::string shown = report::escaped(said);
  if (!count_characters(shown) || shown.find_first_of("<>\"'") != std::string::npos) std::abort();
  return 0;
}
