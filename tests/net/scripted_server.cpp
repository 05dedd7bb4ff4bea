#include "net/scripted_server.h"

#include <algorithm>
#include <cctype>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <list>
#include <mutex>
#include <thread>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/test_certificate.h"

namespace tessera::test {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

/// Closing with this set sends a reset instead of an orderly end.
void reset(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string SeenRequest::header(std::string_view name) const {
  const std::string mark = "\r\n" + std::string(name) + ":";
  const std::size_t at = lower(head).find(mark);
  if (at == std::string::npos) return {};
  const std::size_t begin = head.find_first_not_of(' ', at + mark.size());
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

Reaction reply(int status, std::string body, std::vector<std::string> headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
  for (const std::string& header : headers) bytes += header + "\r\n";
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return {.bytes = std::move(bytes)};
}

struct ScriptedServer::State {
  State(Script wanted, Options chosen) : script(std::move(wanted)), options(chosen) {
    if (!options.with_tls) return;
    const TestCertificate certificate = make_test_certificate();
    tls.use_certificate_chain(asio::buffer(certificate.certificate));
    tls.use_private_key(asio::buffer(certificate.key), asio::ssl::context::pem);
    ca_file = std::filesystem::temp_directory_path() /
              ("tessera-test-ca-" + std::to_string(getpid()) + "-" + std::to_string(port()) + ".pem");
    std::ofstream(ca_file) << certificate.certificate;
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor.local_endpoint().port(); }

  asio::awaitable<void> accept() {
    for (int number = 1;; ++number) {
      auto [error, socket] = co_await acceptor.async_accept(quiet);
      if (error) co_return;
      {
        const std::lock_guard lock(mutex);
        connections = number;
      }
      if (options.resets_on_accept) {
        reset(socket);
        continue;
      }
      asio::co_spawn(loop, serve(std::move(socket), number), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket, int number) {
    if (!options.with_tls) {
      co_await converse(socket, socket, number);
      co_return;
    }
    asio::ssl::stream<tcp::socket&> stream(socket, tls);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, quiet);
    if (!error) co_await converse(stream, socket, number);
  }

  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, tcp::socket& socket, int number) {
    std::string buffer;
    for (;;) {
      const auto [head_error, head_size] =
          co_await asio::async_read_until(stream, asio::dynamic_buffer(buffer), "\r\n\r\n", quiet);
      if (head_error) co_return;
      SeenRequest request{
          .connection = number, .method = {}, .target = {}, .head = buffer.substr(0, head_size), .body = {}};
      buffer.erase(0, head_size);
      request.method = request.head.substr(0, request.head.find(' '));
      const std::size_t target = request.method.size() + 1;
      request.target = request.head.substr(target, request.head.find(' ', target) - target);
      const std::string length = request.header("content-length");
      const std::size_t body_size = length.empty() ? 0 : std::stoul(length);
      if (buffer.size() < body_size) {
        const auto [body_error, body_read] = co_await asio::async_read(
            stream, asio::dynamic_buffer(buffer), asio::transfer_exactly(body_size - buffer.size()), quiet);
        if (body_error) co_return;
      }
      request.body = buffer.substr(0, body_size);
      buffer.erase(0, body_size);
      const Reaction reaction = script(request);
      {
        const std::lock_guard lock(mutex);
        requests.push_back(std::move(request));
      }
      arrived.notify_all();
      const std::size_t piece = reaction.piece == 0 ? std::max<std::size_t>(reaction.bytes.size(), 1) : reaction.piece;
      for (std::size_t at = 0; at < reaction.bytes.size(); at += piece) {
        if (reaction.pause.count() > 0) {
          asio::steady_timer timer(loop, reaction.pause);
          co_await timer.async_wait(quiet);
        }
        const auto part = std::string_view(reaction.bytes).substr(at, piece);
        const auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(part), quiet);
        if (write_error) co_return;
      }
      if (reaction.end == Reaction::End::reset) reset(socket);
      if (reaction.end != Reaction::End::keep) co_return;
    }
  }

  Script script;
  Options options;
  asio::io_context loop;
  tcp::acceptor acceptor{loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::filesystem::path ca_file;
  mutable std::mutex mutex;
  mutable std::condition_variable arrived;
  std::vector<SeenRequest> requests;  ///< guarded by mutex
  int connections = 0;                ///< guarded by mutex
  std::thread thread;
};

ScriptedServer::ScriptedServer(Script script, Options options)
    : state_(std::make_unique<State>(std::move(script), options)) {
  asio::co_spawn(state_->loop, state_->accept(), asio::detached);
  state_->thread = std::thread([this] { state_->loop.run(); });
}

ScriptedServer::~ScriptedServer() {
  state_->loop.stop();
  state_->thread.join();
  if (!state_->ca_file.empty()) std::filesystem::remove(state_->ca_file);
}

std::string ScriptedServer::url(std::string_view path) const {
  return (state_->options.with_tls ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port()) +
         std::string(path);
}

std::uint16_t ScriptedServer::port() const { return state_->port(); }

std::vector<SeenRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int ScriptedServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->connections;
}

std::string ScriptedServer::ca_file() const { return state_->ca_file.string(); }

void ScriptedServer::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(state_->mutex);
  state_->arrived.wait(lock, [&] { return state_->requests.size() >= count; });
}

std::uint16_t closed_port() {
  asio::io_context loop;
  const tcp::acceptor acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  return acceptor.local_endpoint().port();
}

}  // namespace tessera::test
