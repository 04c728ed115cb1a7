// A pipeline of three stages: read, convert, write.
#pragma once

#include <racecourse/not_started.h>

#include <functional>
#include <optional>

// What the stages do. Item and Result can be moved; they need not be copyable.
template <class Item, class Result>
struct Stages {
    std::function<std::optional<Item>()> read;  // the next item; nothing when there is none left
    std::function<Result(Item)> convert;
    std::function<void(Result)> write;
};

// Converts all items that read gives and writes the results, in the order of the items. Returns
// when the last one is written, and no thread is left behind.
//
// - The stages work at the same time, each in threads of its own: read and write have one thread
//   each, and convert has `converters` threads. read is not called again after it gave nothing.
// - An item is under way from the call of read that gets it until write has returned. (The call
//   that will get nothing counts like the others.) Never more than `most_at_once` items are under
//   way. As long as there are fewer, the next one is read, whatever the other stages do.
// - A free converter takes the oldest item that waits. A result is written as soon as it is there
//   and all results before it are written. Whoever waits does so asleep.
// - If a stage throws, nothing more is read, calls that run already come to their end, and then
//   run_pipeline throws that exception. (When several stages throw: one of those.) What is written
//   until then is in order and without a gap.
template <class Item, class Result>
void run_pipeline(Stages<Item, Result> stages, int converters, int most_at_once) {
    racecourse::not_started("run_pipeline");
}
