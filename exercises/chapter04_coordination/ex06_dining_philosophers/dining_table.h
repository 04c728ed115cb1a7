// A round table with a fork between each two philosophers, each of whom needs two to eat.
#pragma once

#include <racecourse/not_started.h>

#include <functional>

// The seats are numbered 0, 1, 2, ... round the table, and the last is beside the first. Between
// two neighbours lies one fork, which both need to eat.
class DiningTable {
  public:
    // A table with so many seats, at least two.
    explicit DiningTable(int seats) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    // Waits, asleep, until both forks of this seat are to be had, calls `eat` while they are held,
    // and lays them down. Any number of threads may call this at the same time, but only one for
    // each seat. `eat` does not use the table.
    //
    // - Neighbours never eat at the same time.
    // - Whoever sits apart eats at the same time: if both forks are on the table and no neighbour
    //   waits for one, the meal begins at once, whatever goes on elsewhere.
    // - There is no deadlock: whoever wants to eat will.
    // - Nobody starves: however soon the others are hungry again, two meals of each of them are the
    //   most that anybody has to wait for.
    // - If `eat` throws, the forks are laid down all the same, and the caller gets the exception.
    void dine(int seat, const std::function<void()>& eat) {
        racecourse::not_started("DiningTable::dine");
    }
};
