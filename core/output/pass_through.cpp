#include "core/output/pass_through.h"

#include "core/kernel/blocked_signals.h"

#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tw {

Result<std::unique_ptr<PassThrough>> PassThrough::open(int target)
{
    std::unique_ptr<PassThrough> passThrough{new PassThrough{target}};
    if (auto started = passThrough->start(); !started) {
        return tl::unexpected<Error>{started.error()};
    }
    return passThrough;
}

PassThrough::~PassThrough()
{
    abandon();
}

Result<void> PassThrough::start()
{
    m_wakeOwner.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    m_wakeWriter.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!m_wakeOwner.isOpen() || !m_wakeWriter.isOpen()) {
        return systemError("make an eventfd");
    }
    chooseWriting();
    const BlockedSignals blocked;
    try {
        m_thread = std::thread{[this] { run(); }};
    } catch (const std::system_error& refused) {
        return systemError("start a thread for output", refused.code().value());
    }
    return {};
}

void PassThrough::chooseWriting()
{
    struct stat status
    {};
    if (::fstat(m_target, &status) != 0 || S_ISREG(status.st_mode) || S_ISBLK(status.st_mode)) {
        return;
    }
    if (S_ISSOCK(status.st_mode)) {
        m_writing = Writing::Socket;
        return;
    }
    // A new open file description: O_NONBLOCK on the inherited one would reach every process that
    // shares it, the shell of a terminal included.
    const std::string path = "/proc/self/fd/" + std::to_string(m_target);
    m_reopened.reset(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    m_writing = m_reopened.isOpen() ? Writing::OwnFlags : Writing::Careful;
}

bool PassThrough::hasRoom() const
{
    const std::lock_guard lock{m_mutex};
    return m_hasRoom || m_isBroken;
}

void PassThrough::push(std::string_view bytes)
{
    bool wasIdle = false;
    {
        const std::lock_guard lock{m_mutex};
        if (m_isBroken || m_isFinishing || m_isAbandoned) {
            m_discarded += bytes.size();
            return;
        }
        m_pending.append(bytes);
        m_unwritten += bytes.size();
        m_hasRoom = m_unwritten < kCapacity;
        wasIdle = std::exchange(m_isIdle, false);
    }
    if (wasIdle) {
        ::eventfd_write(m_wakeWriter.get(), 1);
    }
}

void PassThrough::acknowledge()
{
    eventfd_t ignored = 0;
    ::eventfd_read(m_wakeOwner.get(), &ignored);
}

bool PassThrough::isBroken() const
{
    const std::lock_guard lock{m_mutex};
    return m_isBroken;
}

bool PassThrough::isFlushed()
{
    const std::lock_guard lock{m_mutex};
    m_tellsFlushed = m_unwritten > 0 && !m_isBroken;
    return !m_tellsFlushed;
}

std::uint64_t PassThrough::discardedBytes() const
{
    const std::lock_guard lock{m_mutex};
    return m_discarded;
}

std::optional<Error> PassThrough::takeError()
{
    const std::lock_guard lock{m_mutex};
    return std::exchange(m_error, std::nullopt);
}

void PassThrough::finish()
{
    end(false);
}

void PassThrough::abandon()
{
    end(true);
}

void PassThrough::end(bool isAbandoned)
{
    {
        const std::lock_guard lock{m_mutex};
        m_isFinishing = true;
        m_isAbandoned = m_isAbandoned || isAbandoned;
    }
    ::eventfd_write(m_wakeWriter.get(), 1);
    if (m_thread.joinable()) {
        m_thread.join();
    }
    const std::lock_guard lock{m_mutex};
    m_discarded += std::exchange(m_unwritten, 0);
    m_pending.clear();
    m_hasRoom = true;
}

} // namespace tw
