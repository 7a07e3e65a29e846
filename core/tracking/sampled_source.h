#pragma once

#include "core/tracking/tracking_source.h"

#include <utility>

namespace tw {

/// No events: all there is to know is in /proc, whenever somebody looks.
class SampledSource final : public TrackingSource
{
public:
    static constexpr std::chrono::milliseconds kInterval{100};

    explicit SampledSource(std::string reason) : m_reason(std::move(reason)) {}

    [[nodiscard]] TrackingMode mode() const override { return TrackingMode::Sampled; }
    [[nodiscard]] const std::string& reason() const override { return m_reason; }
    [[nodiscard]] int fd() const override { return -1; }
    [[nodiscard]] std::chrono::milliseconds interval() const override { return kInterval; }
    void read(SourceBatch& batch) override { batch.needsScan = true; }
    void follow(const std::vector<Pid>&) override {}
    void hurry() override {}
    void leavePrograms(std::chrono::nanoseconds) override {}

private:
    std::string m_reason;
};

} // namespace tw
