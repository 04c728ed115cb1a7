// Tells everybody who has subscribed.
#pragma once

#include <racecourse/not_started.h>

#include <functional>

// Any thread may call any function at any time, also from inside a callback of the same topic. The
// topic is destroyed when nobody uses it any more.
template <class Event>
class Topic {
  public:
    using Callback = std::function<void(const Event&)>;
    using Id = long;

    // From now on `callback` is called for each event. Returns a number for unsubscribe(), which is
    // never given twice.
    Id subscribe(Callback callback) { racecourse::not_started("Topic::subscribe"); }

    // Calls the callback of each subscriber with `event`, one after the other in the order in which
    // they subscribed, in the thread that called publish().
    //
    // - It calls those who were subscribed when publish() began and still are when their turn
    //   comes. Who subscribes meanwhile, in a callback for example, gets later events and not
    //   this one.
    // - No lock is held during a call. Several threads may publish at once, and then one callback
    //   may run in several threads at once.
    // - If a callback throws, the exception reaches the caller of publish(), and those who would
    //   have come after it do not get this event. The topic can be used as before.
    void publish(const Event& event) { racecourse::not_started("Topic::publish"); }

    // Ends a subscription. An unknown `id`, or one that has ended, is no error.
    //
    // - When it returns, nobody will call that callback any more, and it is not running: what the
    //   callback uses can be destroyed. So it waits, asleep, until calls that run have ended.
    // - Only when it is called from inside a callback of this topic (whichever) it does not wait,
    //   because it might wait for itself. Then, too, no new call begins; but a call that runs in
    //   another thread may go on for a while.
    void unsubscribe(Id id) { racecourse::not_started("Topic::unsubscribe"); }
};
