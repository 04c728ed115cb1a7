// A door between threads: closed at first, opened by set(), closed again by clear().
#pragma once

#include <racecourse/not_started.h>

#include <chrono>

// Any thread may call any function at any time. A new event is not set.
//
// Whatever a thread did before it called set() is seen by whoever comes back from wait(), or from
// wait_for() with true, or got true from is_set(), because of that call.
class Event {
  public:
    // Sets the event. Everybody who waits goes on, and whoever comes later does not wait. Setting
    // an event that is set already changes nothing.
    void set() { racecourse::not_started("Event::set"); }

    // From now on the event is not set, and whoever comes waits for the next set(). If set() has
    // come only a moment before, those who have not woken up yet may go on or keep waiting.
    void clear() { racecourse::not_started("Event::clear"); }

    // Whether the event is set at this moment.
    [[nodiscard]] bool is_set() const { racecourse::not_started("Event::is_set"); }

    // Returns as soon as the event is set, at once if it is set already, and not before. Waits
    // asleep. Leaves the event as it is.
    void wait() { racecourse::not_started("Event::wait"); }

    // Like wait(), but gives up when `limit` is over. Returns true if the event was set in time,
    // and then as soon as it was; false, and not before the limit is over, if it was not.
    // With a limit of zero, or below, it only looks.
    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        racecourse::not_started("Event::wait_for");
    }
};
