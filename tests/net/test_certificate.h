#pragma once
// A certificate that signs itself, made on the spot: nothing in the repository expires.

#include <string>

namespace tessera::test {

struct TestCertificate {
  std::string certificate;  ///< PEM
  std::string key;          ///< PEM
};

/// For 127.0.0.1 and localhost, valid for an hour.
[[nodiscard]] TestCertificate make_test_certificate();

}  // namespace tessera::test
