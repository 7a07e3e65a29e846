#include "app/twrun/run_output.h"

#include <algorithm>

#include <sys/epoll.h>
#include <unistd.h>

namespace tw {

Result<std::unique_ptr<RunOutput>>
RunOutput::open(EventLoop& loop, std::uint32_t workers, Verbosity verbosity)
{
    std::unique_ptr<RunOutput> output{new RunOutput{loop, verbosity}};
    for (const OutputStream stream : {OutputStream::Stdout, OutputStream::Stderr}) {
        auto target
            = PassThrough::open(stream == OutputStream::Stdout ? STDOUT_FILENO : STDERR_FILENO);
        if (!target) {
            return tl::unexpected{target.error()};
        }
        End& end = output->end(stream);
        end.target = std::move(*target);
        if (workers > 1) {
            auto shared = SharedOutput::open(loop, *end.target, workers);
            if (!shared) {
                return tl::unexpected{shared.error()};
            }
            end.shared = std::move(*shared);
        }
    }
    return output;
}

OutputTarget& RunOutput::target(std::uint32_t worker, OutputStream stream)
{
    End& one = end(stream);
    return one.shared ? one.shared->stream(worker) : *one.target;
}

void RunOutput::finishLines(std::uint32_t worker)
{
    for (const End& one : m_ends) {
        if (one.shared) {
            one.shared->finishLine(worker);
        }
    }
}

void RunOutput::say(const std::string& text)
{
    if (m_verbosity != Verbosity::Quiet) {
        end(OutputStream::Stderr).target->push("twrun: " + text + "\n");
    }
}

bool RunOutput::hasRoom() const
{
    return std::all_of(
        m_ends.begin(), m_ends.end(), [](const End& one) { return one.target->hasRoom(); });
}

bool RunOutput::isBroken() const
{
    return std::any_of(
        m_ends.begin(), m_ends.end(), [](const End& one) { return one.target->isBroken(); });
}

void RunOutput::callWhenFlushed(const std::function<void()>& callback)
{
    bool isFlushed = true;
    for (const End& one : m_ends) {
        isFlushed = one.target->isFlushed() && isFlushed;
    }
    if (isFlushed) {
        callback();
        return;
    }
    for (const End& one : m_ends) {
        const auto watched = m_loop.watch(
            one.target->wakeFd(), EPOLLIN, [this, target = one.target.get(), callback](auto) {
                target->acknowledge();
                callWhenFlushed(callback);
            });
        if (!watched) {
            // Nobody would tell us when all is written: the wait at the end blocks instead.
            callback();
            return;
        }
    }
}

void RunOutput::finish()
{
    for (const End& one : m_ends) {
        if (!m_isAbandoned) {
            one.target->finish();
        }
    }
}

void RunOutput::abandon()
{
    m_isAbandoned = true;
    for (const End& one : m_ends) {
        one.target->abandon();
    }
}

} // namespace tw
