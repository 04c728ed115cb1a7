// The getter locks, but returns a reference: the caller reads when the lock has long been
// released.
// Finds: race
#include <racecourse/kit.h>

namespace {

struct Place {
    int x = 0;
    int y = 0;
};

class Robot {
  public:
#ifdef FAULTY
    const Place& place() {
#else
    Place place() {
#endif
        std::lock_guard lock(mutex_);
        return place_;
    }

    void move() {
        std::lock_guard lock(mutex_);
        ++place_.x;
        ++place_.y;
    }

  private:
    std::mutex mutex_;
    Place place_;
};

}  // namespace

TEST(Schedules, Program) {
    Robot robot;
    int distance = -1;
    std::thread watcher([&] {
        const Place& place = robot.place();
        distance = place.x - place.y;
    });
    robot.move();
    watcher.join();
    EXPECT_EQ(distance, 0);
}
