#include "simulator/server.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace tessera::sim {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

// A file of 100 MiB and the frame of its form.
constexpr std::uint64_t largest_body = (100U << 20U) + (1U << 20U);
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t largest_write = 64U << 10U;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

Request to_request(http::request<http::vector_body<std::uint8_t>>&& message) {
  Request request{.method = std::string(message.method_string()),
                  .target = std::string(message.target()),
                  .segments = {},
                  .query = {},
                  .headers = {},
                  .body = std::move(message.body())};
  for (const auto& field : message) {
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  return request;
}

// SO_LINGER of zero: the close becomes a reset, as when a machine on the way gives up.
void reset(tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

Task<bool> write(tcp::socket& socket, const Reply& reply, bool keep_alive, bool head_only, ConnectionCounts& counts) {
  static const Bytes nothing;
  const Bytes& body = reply.body ? *reply.body : nothing;
  http::response<http::empty_body> message(static_cast<http::status>(reply.status), 11);
  message.set(http::field::server, "tessera-sim");
  if (!body.empty()) message.set(http::field::content_type, reply.content_type);
  for (const auto& header : reply.headers) message.set(header.name, header.value);
  message.keep_alive(keep_alive);
  if (reply.status != 204) message.content_length(body.size());
  http::response_serializer<http::empty_body> serializer(message);
  auto [error, written] = co_await http::async_write_header(socket, serializer, as_result);
  counts.bytes_out += written;
  const auto size = head_only ? 0 : reply.ending == Ending::cut ? body.size() / 2 : body.size();
  for (std::size_t sent = 0; !error && sent < size;) {
    const auto part = asio::buffer(body.data() + sent, std::min(largest_write, size - sent));
    auto [part_error, count] = co_await socket.async_write_some(part, as_result);
    error = part_error;
    sent += count;
    counts.bytes_out += count;
  }
  co_return !error && keep_alive && reply.ending == Ending::answer;
}

Task<void> serve(tcp::socket socket, std::shared_ptr<const Server::Handler> handler, ConnectionCounts& counts) {
  beast::flat_buffer buffer;
  for (bool going_on = true; going_on;) {
    http::request_parser<http::vector_body<std::uint8_t>> parser;
    parser.body_limit(largest_body);
    parser.header_limit(64U << 10U);
    auto [error, size] = co_await http::async_read_header(socket, buffer, parser, as_result);
    counts.bytes_in += size;
    if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      std::tie(error, size) = co_await asio::async_write(socket, asio::buffer(go_on), as_result);
      counts.bytes_out += size;
    }
    if (!error) {
      std::tie(error, size) = co_await http::async_read(socket, buffer, parser, as_result);
      counts.bytes_in += size;
    }
    if (error == http::error::body_limit) {
      const Reply refusal = problem(413, "", "Files must be less than 100MB in size");
      co_await write(socket, refusal, false, false, counts);
      break;
    }
    if (error) break;
    const bool keep_alive = parser.get().keep_alive();
    Request request = to_request(parser.release());
    const bool head_only = request.method == "HEAD";
    Reply reply;
    if (split_target(request.target, request)) {
      Task<Reply> answer = (*handler)(std::move(request));
      reply = co_await std::move(answer);
    } else {
      reply = problem(400, "", "The address cannot be read.");
    }
    if (reply.ending == Ending::reset) {
      reset(socket);
      break;
    }
    going_on = co_await write(socket, reply, keep_alive, head_only, counts);
  }
  boost::system::error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(asio::any_io_executor executor, Handler handle, ConnectionCounts& count)
      : loop(executor),
        acceptor(executor),
        handler(std::make_shared<const Handler>(std::move(handle))),
        counts(count) {}

  void accept() {
    acceptor.async_accept([self = shared_from_this()](const boost::system::error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !self->acceptor.is_open()) return;
      if (!error) self->start(std::move(socket));
      self->accept();
    });
  }

  void start(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    ++counts.opened;
    ++counts.open;
    counts.most_open = std::max(counts.most_open, counts.open);
    asio::co_spawn(loop, serve(std::move(socket), handler, counts),
                   [self = shared_from_this()](std::exception_ptr failed) {
                     --self->counts.open;
                     if (failed) std::rethrow_exception(failed);  // a bug: the loop's owner reports it
                   });
  }

  asio::any_io_executor loop;
  tcp::acceptor acceptor;
  std::shared_ptr<const Handler> handler;
  ConnectionCounts& counts;
};

Server::Server(asio::any_io_executor loop, Handler handler, ConnectionCounts& counts)
    : state_(std::make_shared<State>(std::move(loop), std::move(handler), counts)) {}

Server::~Server() {
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
}

Result<std::uint16_t> Server::listen(std::uint16_t port) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  auto& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return failure(ErrorKind::io, "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + error.message());
  }
  state_->accept();
  return acceptor.local_endpoint().port();
}

}  // namespace tessera::sim
