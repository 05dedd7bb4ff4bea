#pragma once
// What a failed transfer means to the caller: may it be sent again?

#include <string_view>

#include "net/curl_transfer.h"
#include "tessera/error.h"

namespace tessera {

/// The error of a transfer whose code is not CURLE_OK. `where` names the server for people.
[[nodiscard]] Error error_of_transfer(const CurlTransfer& transfer, Delivery delivery, std::string_view where);

}  // namespace tessera
