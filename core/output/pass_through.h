#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/output/output_target.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tw {

/// Writes captured bytes to a descriptor that we inherited (twrun's own stdout or stderr), byte for
/// byte, and never makes the loop wait for whoever reads there: one thread of its own writes from a
/// bounded queue. All functions are for the loop's thread.
///
/// Once a write fails (the reader is gone, the disk is full) it is broken: bytes are taken and
/// discarded, so that the program goes on; the owner may end it instead.
class PassThrough final : public OutputTarget
{
public:
    static constexpr std::size_t kCapacity = 1024 * 1024;

    /// `target` is borrowed and must stay open; its flags are left alone, as other processes share
    /// them.
    [[nodiscard]] static Result<std::unique_ptr<PassThrough>> open(int target);

    /// As abandon().
    ~PassThrough() override;

    /// False from a full queue until half of it has been written.
    [[nodiscard]] bool hasRoom() const override;
    void push(std::string_view bytes) override;

    /// An eventfd, readable also when isFlushed() may have become true.
    [[nodiscard]] int wakeFd() const override { return m_wakeOwner.get(); }
    void acknowledge() override;

    [[nodiscard]] bool isBroken() const override;

    /// Nothing is left to write. Once it has said false, wakeFd() tells when to ask again.
    [[nodiscard]] bool isFlushed();

    [[nodiscard]] std::uint64_t discardedBytes() const;

    /// Why it is broken, once.
    [[nodiscard]] std::optional<Error> takeError();

    /// Waits until all is written or the target is broken, then ends the thread. Blocks as long as
    /// the reader does: a loop that must stay awake waits for isFlushed() first.
    void finish();

    /// Ends the thread at once; what is not written yet is discarded.
    void abandon();

private:
    /// How to write without waiting for the reader.
    enum class Writing
    {
        Plain,    ///< a file: never waits for anybody
        OwnFlags, ///< a pipe or terminal, opened once more with O_NONBLOCK
        Socket,   ///< MSG_DONTWAIT
        Careful,  ///< cannot be opened again: poll, then no more than a pipe surely takes
    };

    explicit PassThrough(int target) : m_target(target) {}
    Result<void> start();
    void chooseWriting();

    void run();
    [[nodiscard]] bool awaitWork();
    [[nodiscard]] bool writeOut(std::string_view bytes);
    [[nodiscard]] bool waitUntilWritable();
    [[nodiscard]] std::int64_t writeOnce(std::string_view bytes);
    void noteWritten(std::size_t count);
    void noteBroken(int errnoValue);
    void end(bool isAbandoned);

    // Fixed before the thread starts.
    int m_target{-1};
    UniqueFd m_reopened{};
    Writing m_writing{Writing::Plain};
    UniqueFd m_wakeOwner{};
    UniqueFd m_wakeWriter{};

    mutable std::mutex m_mutex{};
    std::string m_pending{};
    std::size_t m_unwritten{0}; ///< pending and being written
    bool m_hasRoom{true};
    bool m_isIdle{false};
    bool m_tellsFlushed{false};
    bool m_isFinishing{false};
    bool m_isAbandoned{false};
    bool m_isBroken{false};
    std::uint64_t m_discarded{0};
    std::optional<Error> m_error{};

    std::thread m_thread{};
};

} // namespace tw
