// One thread takes the mutex and another gives it back: a mutex belongs to who locked it, a
// semaphore belongs to nobody.
// Finds: unlock_by_other
#include <racecourse/kit.h>

#include <semaphore>

namespace {

#ifdef FAULTY
class Baton {
  public:
    void take() { mutex_.lock(); }
    void give() { mutex_.unlock(); }

  private:
    std::mutex mutex_;
};
#else
class Baton {
  public:
    void take() { free_.acquire(); }
    void give() { free_.release(); }

  private:
    std::binary_semaphore free_{1};
};
#endif

}  // namespace

TEST(Schedules, Program) {
    Baton baton;
    std::atomic<int> handed_over{0};
    baton.take();
    std::thread receiver([&] {
        ++handed_over;
        baton.give();
    });
    baton.take();
    EXPECT_EQ(handed_over.load(), 1);
    baton.give();
    receiver.join();
}
