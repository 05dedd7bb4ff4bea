#pragma once
// One account at Replicate, and how to work with it.

#include <chrono>
#include <cstddef>
#include <string>

#include "base/secret.h"
#include "providers/replicate/poll_schedule.h"

namespace tessera::replicate {

struct Options {
  std::string base_url = "https://api.replicate.com/v1";  ///< "/v1" is added only when it has no path
  Secret token;
  PollOptions polling;
  /// Pictures up to this size may travel inside the create as data URIs; larger ones are uploaded first.
  std::size_t inline_limit = 256'000;
  /// Only when the input has a number of its own (call_tag.h). The provider does not always show inlined pictures
  /// again, and then a lost create without one could not be told from its neighbours; an uploaded picture has an
  /// address of its own.
  bool inline_only_with_own_number = true;
  /// When the provider does show more than this of an inlined picture again, every look at the prediction carries the
  /// picture: from then on pictures are uploaded.
  std::size_t shown_again_limit = 16'000;
  /// How long a create whose answer was lost may still arrive: it is absent when no list shows it for this long.
  Duration settle_time = std::chrono::seconds(10);
  /// The same for creates that were sent long ago: one look is enough.
  Duration settled_after = std::chrono::minutes(5);
  /// An uploaded file is used only while it lives for at least this long: the prediction may wait in a queue.
  std::chrono::minutes least_file_life = std::chrono::minutes(60);
};

}  // namespace tessera::replicate
