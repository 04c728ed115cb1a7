// http_get() and the tests' server, except for real connections (http_socket.cpp). Where those are
// not linked, under the conductor, a request is a sleep and then the answer. async_http_get() is in
// http_async.cpp.
#include "kit/src/http.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <thread>
#include <utility>

namespace racecourse {
namespace http {
namespace {

// What follows counts visits, and finds the server of a port, without ordering anything between
// the threads that fetch: neither ThreadSanitizer nor the conductor sees these operations. A lock
// or an atomic in http_get() would order what the learner's threads do around it, and hide their
// races.
#define RACECOURSE_UNSEEN [[gnu::no_sanitize("thread"), gnu::noinline]]

RACECOURSE_UNSEEN int add(int& count, int amount) {
    return __atomic_add_fetch(&count, amount, __ATOMIC_RELAXED);
}
RACECOURSE_UNSEEN int look(const int& count) {
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}
RACECOURSE_UNSEEN void raise_to(int& highest, int value) {
    int seen = __atomic_load_n(&highest, __ATOMIC_RELAXED);
    while (seen < value && !__atomic_compare_exchange_n(&highest, &seen, value, true,
                                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}

// The servers of virtual time, by their port.
constexpr int first_port = 8001;
std::array<Site*, 100> sites{};

RACECOURSE_UNSEEN int open_port(Site* site) {
    for (std::size_t i = 0; i < sites.size(); ++i) {
        Site* nobody = nullptr;
        if (__atomic_compare_exchange_n(&sites[i], &nobody, site, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED))
            return first_port + static_cast<int>(i);
    }
    throw std::logic_error("A test has more than 100 servers.");
}
RACECOURSE_UNSEEN void close_port(int port) {
    __atomic_store_n(&sites[port - first_port], nullptr, __ATOMIC_RELAXED);
}
RACECOURSE_UNSEEN Site* site_at(int port) {
    const int i = port - first_port;
    if (i < 0 || i >= static_cast<int>(sites.size())) return nullptr;
    return __atomic_load_n(&sites[i], __ATOMIC_RELAXED);
}

Answer ask_in_virtual_time(const Url& url, Clock::time_point deadline) {
    Site* const site = site_of(url);
    if (site == nullptr) {
        std::this_thread::yield();
        return {.trouble = nobody_answers};
    }
    const Visit visit(*site, url.path);
    const auto complete = visit.complete();
    std::this_thread::sleep_until(std::min(complete, deadline));
    return complete > deadline ? Answer{.trouble = too_late} : visit.answer();
}

// An empty host for what is no URL.
Url url_of(std::string_view text) {
    static constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return {};
    text.remove_prefix(scheme.size());
    text = text.substr(0, text.find('#'));
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view place = text.substr(0, slash);
    Url url{.path = slash == text.size() ? "/" : std::string(text.substr(slash))};
    const std::size_t colon = std::min(place.find(':'), place.size());
    if (colon < place.size()) {
        const char* const end = place.data() + place.size();
        const auto [rest, error] = std::from_chars(place.data() + colon + 1, end, url.port);
        if (error != std::errc() || rest != end) return {};
    }
    url.host = place.substr(0, colon);
    return url;
}

const Page& page_of(Site& site, const std::string& path) {
    static const Page none{.body = "There is no such page.", .status = 404};
    const auto found = site.pages.find(path);
    if (found == site.pages.end()) return none;
    add(found->second.requests, 1);
    return found->second.page;
}

}  // namespace

bool has_sockets() {
    return listen != nullptr;
}

Site* site_of(const Url& url) {
    return is_local(url.host) ? site_at(url.port) : nullptr;
}

bool is_local(const std::string& host) {
    return host == "localhost" || host.ends_with(".localhost") || host == "127.0.0.1";
}

Visit::Visit(Site& site, const std::string& path) : site_(site), page_(page_of(site, path)) {
    add(site_.requests, 1);
    raise_to(site_.at_once, add(site_.now, 1));
}

void Visit::end() {
    if (std::exchange(inside_, false)) add(site_.now, -1);
}

Clock::time_point Visit::complete() const {
    return begun_ + page_.delay + (page_.pieces - 1) * page_.between;
}

Answer Visit::answer() const {
    if (page_.broken) return {.trouble = broke};
    if (!page_.redirect.empty()) return {.status = 302, .location = page_.redirect};
    return {.status = page_.status, .body = page_.body};
}

Url Way::next() const {
    const Url there = url_of(at_);
    if (there.host.empty()) throw trouble("not a URL that begins with http:// and a host");
    return there;
}

std::optional<Response> Way::arrived(const Url& there, Answer answer) {
    if (!answer.trouble.empty()) throw trouble(answer.trouble);
    if (answer.location.empty()) return Response{answer.status, std::move(answer.body)};
    at_ = answer.location.starts_with("/")
              ? "http://" + there.host + ":" + std::to_string(there.port) + answer.location
              : answer.location;
    if (++redirects_ > 5) throw trouble("redirected more than five times");
    return std::nullopt;
}

HttpError Way::trouble(const std::string& what) const {
    const std::string where = at_ == url_ ? url_ : url_ + " (redirected to " + at_ + ")";
    return HttpError(where + ": " + what);
}

}  // namespace http

Response http_get(const std::string& url, std::chrono::milliseconds limit) {
    const auto deadline = http::Clock::now() + limit;
    http::Way way(url);
    while (true) {
        const http::Url there = way.next();
        auto response =
            way.arrived(there, http::has_sockets() ? http::ask(there, deadline)
                                                   : http::ask_in_virtual_time(there, deadline));
        if (response) return std::move(*response);
    }
}

HttpServer::HttpServer(const std::map<std::string, Page>& pages, std::string host)
    : site_(std::make_unique<http::Site>()), host_(std::move(host)) {
    for (const auto& [path, page] : pages) site_->pages[path].page = page;
    if (http::has_sockets()) listener_ = http::listen(*site_);
    port_ = listener_ ? listener_->port() : http::open_port(site_.get());
}

HttpServer::~HttpServer() {
    if (listener_) return;
    http::close_port(port_);
    // Somebody may be asleep in it; the conductor minds no leaks.
    (void)site_.release();
}

std::string HttpServer::url(const std::string& path) const {
    return "http://" + host_ + ":" + std::to_string(port_) + path;
}

int HttpServer::requests() const {
    return http::look(site_->requests);
}

int HttpServer::requests(const std::string& path) const {
    const auto found = site_->pages.find(path);
    return found == site_->pages.end() ? 0 : http::look(found->second.requests);
}

int HttpServer::at_once() const {
    return http::look(site_->at_once);
}

}  // namespace racecourse
