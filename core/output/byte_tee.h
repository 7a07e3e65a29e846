#pragma once

#include <string_view>

namespace tw {

/// Takes a copy of the captured bytes of a stream while they arrive. Lives on the loop's thread.
class ByteTee
{
public:
    ByteTee() = default;
    ByteTee(const ByteTee&) = delete;
    ByteTee& operator=(const ByteTee&) = delete;
    virtual ~ByteTee() = default;

    /// While false nothing is read, so that the program waits as it would for a slow `cat`.
    [[nodiscard]] virtual bool hasRoom() const = 0;

    /// Takes all of it, whatever hasRoom() says. Never blocks.
    virtual void push(std::string_view bytes) = 0;
};

} // namespace tw
