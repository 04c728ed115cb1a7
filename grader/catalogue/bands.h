// The figures of `author calibrate`: what threshold they give, and how they get into a manifest.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalogue/exercise.h"

namespace grader {

// The lowest speedup of a right solution and the highest of a wrong one, rounded away from each
// other, and the threshold between them: as many times above the one as below the other. Nothing
// when they are less than least_gap apart.
[[nodiscard]] std::optional<SpeedBand> band_between(double right, double wrong);

// The manifest with these three values in [speed.TEST]; everything else stays as it is, byte for
// byte. Throws Error when it cannot be done.
[[nodiscard]] std::string with_band(const std::string& manifest, std::string_view test,
                                    const SpeedBand& band);

}  // namespace grader
