// The last owner deletes the buffer without having synchronised with the other's last write to
// it.
// Finds: race or use_after_free
#include <racecourse/kit.h>

namespace {

#ifdef FAULTY
constexpr auto on_release = std::memory_order_relaxed;
#else
constexpr auto on_release = std::memory_order_acq_rel;
#endif

struct Buffer {
    std::atomic<int> owners{2};
    int header = 0;
    int body = 0;
};

void release(Buffer* buffer, int& total) {
    if (buffer->owners.fetch_sub(1, on_release) == 1) {
        total = buffer->header + buffer->body;
        delete buffer;
    }
}

}  // namespace

TEST(Schedules, Program) {
    auto* buffer = new Buffer;
    int total = 0;
    std::thread one([&, buffer] {
        buffer->header = 1;
        release(buffer, total);
    });
    std::thread two([&, buffer] {
        buffer->body = 2;
        release(buffer, total);
    });
    one.join();
    two.join();
    EXPECT_EQ(total, 3);
}
