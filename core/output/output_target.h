#pragma once

#include "core/output/byte_tee.h"

namespace tw {

/// A tee whose reader may be slow or go away, and that says on the loop when either has changed.
class OutputTarget : public ByteTee
{
public:
    /// A descriptor, readable when hasRoom() or isBroken() may have become true. The owner polls
    /// it, calls acknowledge(), and asks.
    [[nodiscard]] virtual int wakeFd() const = 0;
    virtual void acknowledge() = 0;

    /// Nobody will ever read what is pushed.
    [[nodiscard]] virtual bool isBroken() const = 0;
};

} // namespace tw
