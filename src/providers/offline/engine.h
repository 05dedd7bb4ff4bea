#pragma once
// The engine that needs no key and no network: previews drawn on this machine in the source's style.

#include <functional>
#include <memory>
#include <string_view>

#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "model/engines.h"

namespace tessera::offline {

/// Name "offline", model "tessera-offline-1", a preview engine. `blobs` and `workers` must outlive it. submit() draws
/// on the workers, one tile a worker, and answers with the finished sheet (PNG); nothing is kept, so an answer that was
/// lost is drawn again: find() says absent, collect() data_gone. Thread: the loop.
[[nodiscard]] std::shared_ptr<GridEngine> make_offline_engine(BlobReader& blobs, asio::thread_pool& workers);

inline constexpr std::string_view provider_name = "offline";
inline constexpr std::string_view grid_model = "tessera-offline-1";

/// Runs the work on `workers` and on the calling thread, which itself should be one of them: it takes part, so that a
/// pool of one thread does not wait for itself.
[[nodiscard]] std::function<void(std::size_t, const std::function<void(std::size_t)>&)> run_all_on(
    asio::thread_pool& workers);

}  // namespace tessera::offline
