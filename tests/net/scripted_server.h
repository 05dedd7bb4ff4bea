#pragma once
// An HTTP/1.1 server on loopback that misbehaves as told: it answers each request with bytes from a script, in pieces,
// late, cut off, or with a reset. Runs on a thread of its own.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::test {

struct SeenRequest {
  int connection = 0;  ///< counted from 1 in the order of arrival
  std::string method;
  std::string target;
  std::string head;  ///< request line and headers as they came
  std::string body;

  /// The value of a header, empty when it is missing. `name` in small letters.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// What the server does with one request after having read it whole.
struct Reaction {
  enum class End { keep, close, reset };
  std::string bytes = {};  ///< the answer as it goes onto the wire
  End end = End::keep;
  std::size_t piece = 0;               ///< bytes a write; 0: all at once
  std::chrono::milliseconds pause{0};  ///< before each write
};

/// A complete answer with a Content-Length.
[[nodiscard]] Reaction reply(int status, std::string body = "", std::vector<std::string> headers = {});

class ScriptedServer {
 public:
  /// `script` runs on the server's thread, once a request, in the order of arrival.
  using Script = std::function<Reaction(const SeenRequest&)>;

  struct Options {
    bool resets_on_accept = false;  ///< every connection is reset before anything is read
    bool with_tls = false;          ///< with a certificate of its own for 127.0.0.1, see ca_file()
  };

  explicit ScriptedServer(Script script) : ScriptedServer(std::move(script), Options()) {}
  ScriptedServer(Script script, Options options);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  [[nodiscard]] std::string url(std::string_view path = "/") const;
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] int connections() const;
  /// A file with the certificate that signs for this server.
  [[nodiscard]] std::string ca_file() const;
  /// Returns when so many requests have been read.
  void wait_for_requests(std::size_t count) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A port on loopback on which nobody listens.
[[nodiscard]] std::uint16_t closed_port();

}  // namespace tessera::test
