// Threads append records and wait until they are on disk; one thread writes what has gathered.
// After a write it announces the last record there is now, not the last one it wrote: records
// that were appended during the write count as safe and are not.
// Finds: wrong
#include <racecourse/kit.h>

#include <deque>

namespace {

// What would survive a loss of power.
class Disk {
  public:
    void write(const std::deque<int>& records) {
        for (const int record : records) {
            std::lock_guard lock(mutex_);
            records_.push_back(record);
        }
    }

    bool holds(int record) {
        std::lock_guard lock(mutex_);
        for (const int written : records_) {
            if (written == record) return true;
        }
        return false;
    }

    std::size_t size() {
        std::lock_guard lock(mutex_);
        return records_.size();
    }

  private:
    std::mutex mutex_;
    std::vector<int> records_;
};

class Log {
  public:
    explicit Log(Disk& disk) : disk_(disk), writer_([this] { write_batches(); }) {}

    ~Log() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        appended_.notify_one();
        writer_.join();
    }

    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    // Returns when the record is on disk.
    void append(int record) {
        std::unique_lock lock(mutex_);
        gathered_.push_back(record);
        const long mine = ++last_appended_;
        appended_.notify_one();
        written_.wait(lock, [&] { return last_written_ >= mine; });
    }

    int batches() {
        std::lock_guard lock(mutex_);
        return batches_;
    }

  private:
    void write_batches() {
        std::unique_lock lock(mutex_);
        for (;;) {
            appended_.wait(lock, [this] { return stopping_ || !gathered_.empty(); });
            if (gathered_.empty()) return;
            std::deque<int> batch;
            batch.swap(gathered_);
            const long last_of_batch = last_appended_;
            lock.unlock();
            disk_.write(batch);
            lock.lock();
            ++batches_;
            announce(last_of_batch);
        }
    }

    void announce([[maybe_unused]] long last_of_batch) {
#ifdef FAULTY
        last_written_ = last_appended_;
#else
        last_written_ = last_of_batch;
#endif
        written_.notify_all();
    }

    Disk& disk_;
    std::mutex mutex_;
    std::condition_variable appended_;
    std::condition_variable written_;
    std::deque<int> gathered_;
    long last_appended_ = 0;
    long last_written_ = 0;
    int batches_ = 0;
    bool stopping_ = false;
    std::thread writer_;
};

}  // namespace

TEST(Schedules, Program) {
    Disk disk;
    std::atomic<int> lost{0};
    int batches = 0;
    {
        Log log(disk);
        std::vector<std::thread> clients;
        for (int record = 1; record <= 3; ++record) {
            clients.emplace_back([&, record] {
                log.append(record);
                if (!disk.holds(record)) ++lost;
            });
        }
        for (std::thread& client : clients) client.join();
        batches = log.batches();
    }
    EXPECT_EQ(lost.load(), 0);
    EXPECT_EQ(disk.size(), 3U);
    EXPECT_LE(batches, 3);
}
