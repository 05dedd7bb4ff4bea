#pragma once
// A judge that needs no key and no network: it sees which tiles repeat one another and which are blank. It does not
// claim to understand what they show, so captions stay empty.

#include <memory>

#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "model/engines.h"

namespace tessera::offline {

/// Name "offline", model "tessera-offline-judge-1". `blobs` and `workers` must outlive it. Replies with the same JSON
/// as a vision model: {"unique_tiles": [1, …], "tiles": [{"tile": 1, "repeats": null, "shows": "", "defects": []}, …]}.
/// Thread: the loop.
[[nodiscard]] std::shared_ptr<TileJudge> make_offline_judge(BlobReader& blobs, asio::thread_pool& workers);

}  // namespace tessera::offline
