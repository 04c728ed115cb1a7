// An HTTP client for coroutines of Asio, for the exercises whose task says so: one function.
#pragma once

#include <racecourse/http_get.h>

#include <asio/awaitable.hpp>
#include <chrono>
#include <string>

namespace racecourse {

// Fetches `url` as http_get() does, but blocks nobody: while the answer is on its way, the loop
// that runs this coroutine runs others.
//
// - Every answer is returned, also 404 and 500. Redirects are followed, at most five.
// - Throws HttpError when there is no answer, or not all of it within `limit`.
// - When it is cancelled, it closes the connection and throws asio::system_error
//   (asio::error::operation_aborted).
[[nodiscard]] asio::awaitable<Response> async_http_get(
    std::string url, std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace racecourse
