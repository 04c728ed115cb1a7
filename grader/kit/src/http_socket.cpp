// The real connections of http_get() and of the tests' server, by cpp-httplib.

// As the library was compiled, or its classes would have another layout here.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#define CPPHTTPLIB_ZLIB_SUPPORT
#define CPPHTTPLIB_BROTLI_SUPPORT
#include <httplib.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "kit/src/http.h"

// session.cpp asks for it, and tells ThreadSanitizer to leave the library alone.
extern "C" void racecourse_http_is_real() {}

namespace racecourse::http {
namespace {

// A thread for each connection, so that the server never is what makes requests wait.
class ThreadForEach : public httplib::TaskQueue {
  public:
    void enqueue(std::function<void()> task) override { threads_.emplace_back(std::move(task)); }
    void shutdown() override { threads_.clear(); }

  private:
    std::vector<std::jthread> threads_;
};

class SocketListener : public Listener {
  public:
    explicit SocketListener(Site& site) : site_(site) {
        server_.new_task_queue = [] { return new ThreadForEach; };
        server_.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
            answer(request.target, response);
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        if (port_ <= 0) throw std::runtime_error("No port is free for the test's server.");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        // stop() does nothing before that.
        while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~SocketListener() override {
        {
            const std::lock_guard lock(mutex_);
            leaving_ = true;
        }
        left_.notify_all();
        server_.stop();
        thread_.join();
    }
    [[nodiscard]] int port() const override { return port_; }

  private:
    void answer(const std::string& path, httplib::Response& response) {
        const auto visit = std::make_shared<Visit>(site_, path);
        const Page& page = visit->page();
        if (!pause(page.delay)) return;
        response.status = page.redirect.empty() ? page.status : 302;
        if (!page.redirect.empty()) response.set_header("Location", page.redirect);
        const std::size_t size = page.body.size();
        if (page.pieces <= 1 && !page.broken) return response.set_content(page.body, "text/html");
        // Of a broken one a byte more is promised than ever comes.
        response.set_content_provider(
            page.broken ? size + 1 : size, "text/html",
            [this, visit](std::size_t from, std::size_t, httplib::DataSink& sink) {
                const Page& page = visit->page();
                if (from > 0 && !pause(page.between)) return false;
                const std::size_t pieces = static_cast<std::size_t>(page.pieces);
                const std::string piece =
                    page.body.substr(from, (page.body.size() + pieces - 1) / pieces);
                // Whoever has the last of it may ask for the next at once.
                if (from + piece.size() == page.body.size()) visit->end();
                return !piece.empty() && sink.write(piece.data(), piece.size());
            });
    }

    // Says whether the server is still there afterwards.
    bool pause(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        return !left_.wait_for(lock, time, [this] { return leaving_; });
    }

    Site& site_;
    std::mutex mutex_;
    std::condition_variable left_;
    bool leaving_ = false;  // guarded by mutex_
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Listener> listen(Site& site) {
    return std::make_unique<SocketListener>(site);
}

Answer ask(const Url& url, Clock::time_point deadline) {
    httplib::Client client(is_local(url.host) ? "127.0.0.1" : url.host, url.port);
    const auto left = deadline - Clock::now();
    if (left <= Clock::duration::zero()) return {.trouble = too_late};
    client.set_connection_timeout(left);
    // Rounded up, so that what takes too long ends behind the deadline and not just before it.
    client.set_read_timeout(left + std::chrono::milliseconds(1));
    Answer answer;
    bool late = false;
    const auto result = client.Get(
        url.path,
        [&](const httplib::Response& response) {
            answer.status = response.status;
            answer.location = response.get_header_value("Location");
            return true;
        },
        [&](const char* data, std::size_t size) {
            answer.body.append(data, size);
            late = Clock::now() >= deadline;
            return !late;
        });
    if (result) return answer;
    late = late || Clock::now() >= deadline;
    return {.trouble = late                                           ? too_late
                       : result.error() == httplib::Error::Connection ? nobody_answers
                                                                      : broke};
}

}  // namespace racecourse::http
