#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tw {

/// The value that `share` of all (0 to 1) do not exceed; 0 where there is none.
inline double percentile(std::vector<double> values, double share)
{
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(last * share)];
}

} // namespace tw
