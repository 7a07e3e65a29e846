// The half of PassThrough that runs on its own thread.

#include "core/output/pass_through.h"

#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tw {

void PassThrough::run()
{
    std::string writing;
    while (awaitWork()) {
        {
            const std::lock_guard lock{m_mutex};
            writing.swap(m_pending);
        }
        if (!writeOut(writing)) {
            return;
        }
        writing.clear();
    }
}

bool PassThrough::awaitWork()
{
    while (true) {
        {
            const std::lock_guard lock{m_mutex};
            if (m_isAbandoned) {
                return false;
            }
            if (!m_pending.empty()) {
                return true;
            }
            if (m_isFinishing) {
                return false;
            }
            m_isIdle = true;
        }
        pollfd event{m_wakeWriter.get(), POLLIN, 0};
        ::poll(&event, 1, -1);
        eventfd_t ignored = 0;
        ::eventfd_read(m_wakeWriter.get(), &ignored);
    }
}

/// False once broken or abandoned.
bool PassThrough::writeOut(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (m_writing == Writing::Careful && !waitUntilWritable()) {
            return false;
        }
        const std::int64_t count = writeOnce(bytes);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            noteWritten(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            // Also a plain file that somebody made non-blocking.
            if (!waitUntilWritable()) {
                return false;
            }
        } else if (errno != EINTR) {
            noteBroken(errno);
            return false;
        }
    }
    return true;
}

std::int64_t PassThrough::writeOnce(std::string_view bytes)
{
    switch (m_writing) {
    case Writing::OwnFlags:
        return ::write(m_reopened.get(), bytes.data(), bytes.size());
    case Writing::Socket:
        return ::send(m_target, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    case Writing::Careful:
        bytes = bytes.substr(0, PIPE_BUF);
        break;
    case Writing::Plain:
        break;
    }
    return ::write(m_target, bytes.data(), bytes.size());
}

/// False once abandoned.
bool PassThrough::waitUntilWritable()
{
    while (true) {
        std::array<pollfd, 2> events{pollfd{m_target, POLLOUT, 0},
                                     pollfd{m_wakeWriter.get(), POLLIN, 0}};
        ::poll(events.data(), events.size(), -1);
        if (events[1].revents != 0) {
            eventfd_t ignored = 0;
            ::eventfd_read(m_wakeWriter.get(), &ignored);
        }
        const std::lock_guard lock{m_mutex};
        if (m_isAbandoned) {
            return false;
        }
        if (events[0].revents != 0) {
            return true;
        }
    }
}

void PassThrough::noteWritten(std::size_t count)
{
    bool tellsOwner = false;
    {
        const std::lock_guard lock{m_mutex};
        m_unwritten -= count;
        const bool gotRoom = !m_hasRoom && m_unwritten <= kCapacity / 2;
        m_hasRoom = m_hasRoom || gotRoom;
        tellsOwner = gotRoom || (m_tellsFlushed && m_unwritten == 0);
    }
    if (tellsOwner) {
        ::eventfd_write(m_wakeOwner.get(), 1);
    }
}

void PassThrough::noteBroken(int errnoValue)
{
    {
        const std::lock_guard lock{m_mutex};
        m_isBroken = true;
        m_discarded += std::exchange(m_unwritten, 0);
        m_pending.clear();
        m_error
            = systemError("write to descriptor " + std::to_string(m_target), errnoValue).value();
    }
    ::eventfd_write(m_wakeOwner.get(), 1);
}

} // namespace tw
