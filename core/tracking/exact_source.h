#pragma once

#include "core/kernel/proc_connector.h"
#include "core/tracking/tracking_source.h"

#include <memory>
#include <utility>

namespace tw {

/// Every fork, exec and exit, as the kernel tells them.
class ExactSource final : public TrackingSource
{
public:
    explicit ExactSource(std::unique_ptr<ProcConnector> connector)
        : m_connector(std::move(connector))
    {}

    [[nodiscard]] TrackingMode mode() const override { return TrackingMode::Exact; }
    [[nodiscard]] const std::string& reason() const override { return m_reason; }
    [[nodiscard]] int fd() const override { return m_connector->fd(); }
    [[nodiscard]] std::chrono::milliseconds interval() const override { return {}; }

    void read(SourceBatch& batch) override
    {
        const ConnectorRead result = m_connector->read(batch.events);
        batch.lost += result.lost;
        batch.isMore = result.isMore;
    }

private:
    std::unique_ptr<ProcConnector> m_connector;
    std::string m_reason{"kernel events (proc connector)"};
};

} // namespace tw
