#pragma once

#include "core/tracking/event_reader.h"
#include "core/tracking/tracking_source.h"

#include <memory>
#include <utility>

namespace tw {

/// Every fork, exec and exit, as the kernel tells them.
class ExactSource final : public TrackingSource
{
public:
    explicit ExactSource(std::unique_ptr<EventReader> reader) : m_reader(std::move(reader)) {}

    [[nodiscard]] TrackingMode mode() const override { return TrackingMode::Exact; }
    [[nodiscard]] const std::string& reason() const override { return m_reason; }
    [[nodiscard]] int fd() const override { return m_reader->fd(); }
    [[nodiscard]] std::chrono::milliseconds interval() const override { return {}; }
    void read(SourceBatch& batch) override { m_reader->read(batch); }
    void follow(const std::vector<Pid>& pids) override { m_reader->follow(pids); }
    void hurry() override { m_reader->hurry(); }
    void leavePrograms(std::chrono::nanoseconds from) override { m_reader->leavePrograms(from); }

private:
    std::unique_ptr<EventReader> m_reader;
    std::string m_reason{"kernel events (proc connector)"};
};

} // namespace tw
