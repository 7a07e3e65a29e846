#pragma once

namespace tw {

/// Which way of tracking is asked for.
enum class TrackingChoice
{
    Auto,    ///< exact where the kernel allows it, else sampled
    Exact,   ///< fail where it is not allowed
    Sampled, ///< scans only
};

} // namespace tw
