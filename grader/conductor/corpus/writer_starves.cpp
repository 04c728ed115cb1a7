// A lock for readers and a writer lets every reader in while another one reads: as long as they
// overlap, the writer never gets its turn.
// Finds: starvation
#include <racecourse/kit.h>

#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>

namespace {

class ReadWriteLock {
  public:
    void lock_shared() {
        std::unique_lock lock(mutex_);
#ifdef FAULTY
        changed_.wait(lock, [&] { return !writing_; });
#else
        changed_.wait(lock, [&] { return !writing_ && !writer_waits_; });
#endif
        ++readers_;
    }
    void unlock_shared() {
        const std::lock_guard lock(mutex_);
        --readers_;
        changed_.notify_all();
    }
    void lock() {
        std::unique_lock lock(mutex_);
        writer_waits_ = true;
        changed_.wait(lock, [&] { return !writing_ && readers_ == 0; });
        writer_waits_ = false;
        writing_ = true;
    }
    void unlock() {
        const std::lock_guard lock(mutex_);
        writing_ = false;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int readers_ = 0;
    bool writer_waits_ = false, writing_ = false;
};

}  // namespace

TEST(Schedules, Program) {
    ReadWriteLock lock;
    std::latch one_reads(1);
    std::thread one([&] {
        lock.lock_shared();
        one_reads.count_down();
        lock.unlock_shared();
    });
    std::thread two([&] {
        one_reads.wait();
        for (int i = 0; i < 4; ++i) {
            racecourse::Turn turn(100);
            lock.lock_shared();
            lock.unlock_shared();
        }
    });
    one_reads.wait();
    {
        // A reader that is on its way in when the writer comes may come first.
        racecourse::Turn turn(1);
        lock.lock();
        lock.unlock();
    }
    one.join();
    two.join();
}
