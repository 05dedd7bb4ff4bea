#pragma once
// Pictures that are known by their addresses, as a folder that can be packed.

#include <string>
#include <vector>

#include "app/application.h"
#include "app/packed_set.h"

namespace tessera {

/// Fetches the pictures (https, s3://, files) into a folder as 0001.jpg …, in their order, and puts captions beside
/// those that a run of this ledger stored under the same address. Errors: bad_source and configuration, naming the
/// address; io.
[[nodiscard]] Task<Result<ScratchFolder>> fetch_addresses(Application& application, std::vector<std::string> addresses);

}  // namespace tessera
