#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/kernel/event_loop.h"
#include "core/output/output_target.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// One target that several streams write to, each in whole lines: no line is torn by another
/// stream's. Every stream's own bytes and their order are kept. Owned by whoever owns the target;
/// loop's thread.
class SharedOutput
{
public:
    /// A longer line is passed on in pieces, so that memory stays bounded.
    static constexpr std::size_t kLineLimit = 64 * 1024;

    /// Watches the target's wakeFd() from now on; `target` outlives it.
    [[nodiscard]] static Result<std::unique_ptr<SharedOutput>>
    open(EventLoop& loop, OutputTarget& target, std::size_t streams);

    SharedOutput(const SharedOutput&) = delete;
    SharedOutput& operator=(const SharedOutput&) = delete;
    ~SharedOutput();

    [[nodiscard]] OutputTarget& stream(std::size_t index) { return *m_streams.at(index); }

    /// Passes on what stands behind the last line feed: the stream has ended.
    void finishLine(std::size_t index);

private:
    /// One of the streams.
    class Stream final : public OutputTarget
    {
    public:
        Stream(OutputTarget& target, UniqueFd wake) : m_target(target), m_wake(std::move(wake)) {}

        [[nodiscard]] bool hasRoom() const override { return m_target.hasRoom(); }
        void push(std::string_view bytes) override;
        [[nodiscard]] int wakeFd() const override { return m_wake.get(); }
        void acknowledge() override;
        [[nodiscard]] bool isBroken() const override { return m_target.isBroken(); }

        void finishLine();
        void wake();

    private:
        OutputTarget& m_target;
        UniqueFd m_wake;
        std::string m_partial{};
    };

    SharedOutput(EventLoop& loop, OutputTarget& target) : m_loop(loop), m_target(target) {}

    EventLoop& m_loop;
    OutputTarget& m_target;
    int m_watched{-1};
    std::vector<std::unique_ptr<Stream>> m_streams{};
};

} // namespace tw
