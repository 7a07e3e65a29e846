#include "core/base/unique_fd.h"

#include <cerrno>

#include <unistd.h>

namespace tw {

void UniqueFd::reset(int descriptor) noexcept
{
    if (m_descriptor >= 0) {
        const int kept = errno;
        // Linux has released the descriptor even where close() says EINTR; a retry could hit
        // another owner's.
        ::close(m_descriptor);
        errno = kept;
    }
    m_descriptor = descriptor;
}

} // namespace tw
