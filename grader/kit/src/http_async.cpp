// async_http_get(): over a real socket of Asio, or, under the conductor, a timer and then the
// answer.
#include <racecourse/async_http_get.h>

#include <algorithm>
#include <asio.hpp>
#include <charconv>
#include <memory>

#include "kit/src/http.h"

namespace racecourse {
namespace http {
namespace {

using asio::ip::tcp;
using Timer = asio::basic_waitable_timer<Clock>;

asio::awaitable<Answer> async_ask_in_virtual_time(Url url, Clock::time_point deadline) {
    Site* const site = site_of(url);
    if (site == nullptr) co_return Answer{.trouble = nobody_answers};
    const Visit visit(*site, url.path);
    const auto complete = visit.complete();
    Timer timer(co_await asio::this_coro::executor, std::min(complete, deadline));
    co_await timer.async_wait(asio::use_awaitable);
    co_return complete > deadline ? Answer{.trouble = too_late} : visit.answer();
}

// The value of a header, of the head of an answer as it came.
std::string_view header(std::string_view head, std::string_view name) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    while (!head.empty()) {
        const std::size_t end = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        if (line.size() <= name.size() || line[name.size()] != ':' ||
            !std::equal(name.begin(), name.end(), line.begin(),
                        [&](char a, char b) { return lower(a) == lower(b); }))
            continue;
        const std::size_t value = line.find_first_not_of(' ', name.size() + 1);
        return value == std::string_view::npos ? std::string_view() : line.substr(value);
    }
    return {};
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Closes the connection when time is up: whatever is being awaited of it then ends.
class Deadline {
  public:
    Deadline(const std::shared_ptr<tcp::socket>& socket, Clock::time_point at)
        : timer_(socket->get_executor(), at) {
        timer_.async_wait([socket, passed = passed_](const asio::error_code& stopped) {
            if (stopped) return;
            *passed = true;
            asio::error_code ignored;
            socket->close(ignored);
        });
    }
    [[nodiscard]] bool passed() const { return *passed_; }

  private:
    std::shared_ptr<bool> passed_ = std::make_shared<bool>(false);
    Timer timer_;
};

asio::awaitable<Answer> async_ask(Url url, Clock::time_point deadline) {
    const auto socket = std::make_shared<tcp::socket>(co_await asio::this_coro::executor);
    const Deadline limit(socket, deadline);
    asio::error_code error;
    const auto token = [&] { return asio::redirect_error(asio::use_awaitable, error); };
    const auto failed = [&](const char* trouble) {
        if (limit.passed()) return Answer{.trouble = too_late};
        if (error == asio::error::operation_aborted) throw asio::system_error(error);
        return Answer{.trouble = trouble};
    };
    const tcp::endpoint local(asio::ip::address_v4::loopback(),
                              static_cast<unsigned short>(url.port));
    if (!is_local(url.host)) co_return Answer{.trouble = nobody_answers};
    co_await socket->async_connect(local, token());
    if (error) co_return failed(nobody_answers);

    const std::string request =
        "GET " + url.path + " HTTP/1.1\r\nHost: " + url.host + "\r\nConnection: close\r\n\r\n";
    co_await asio::async_write(*socket, asio::buffer(request), token());
    if (error) co_return failed(broke);
    std::string text;
    const std::size_t head = co_await asio::async_read_until(
        *socket, asio::dynamic_buffer(text, std::size_t{64} << 20), "\r\n\r\n", token());
    if (error) co_return failed(broke);

    const std::string top = text.substr(0, head);
    Answer answer;
    answer.status = static_cast<int>(number(std::string_view(top).substr(top.find(' ') + 1)));
    answer.location = header(top, "Location");
    answer.body = text.substr(head);
    const std::size_t size = number(header(top, "Content-Length"));
    if (answer.body.size() < size) {
        co_await asio::async_read(*socket, asio::dynamic_buffer(answer.body),
                                  asio::transfer_exactly(size - answer.body.size()), token());
        if (error) co_return failed(broke);
    }
    co_return answer;
}

}  // namespace
}  // namespace http

asio::awaitable<Response> async_http_get(std::string url, std::chrono::milliseconds limit) {
    const auto deadline = http::Clock::now() + limit;
    http::Way way(std::move(url));
    while (true) {
        const http::Url there = way.next();
        http::Answer answer;
        if (http::has_sockets())
            answer = co_await http::async_ask(there, deadline);
        else
            answer = co_await http::async_ask_in_virtual_time(there, deadline);
        auto response = way.arrived(there, std::move(answer));
        if (response) co_return std::move(*response);
    }
}

}  // namespace racecourse
