#include "core/tracking/source_choice.h"

#include "core/tracking/exact_source.h"
#include "core/tracking/sampled_source.h"

#include <string>

#include <fmt/format.h>

namespace tw {

Result<std::unique_ptr<TrackingSource>> chooseSource(TrackingChoice choice)
{
    const auto why = [](const std::string& words) {
        return std::make_unique<SampledSource>(
            fmt::format("sampled every {} ms: {}", SampledSource::kInterval.count(), words));
    };
    if (choice == TrackingChoice::Sampled) {
        return why("as asked for");
    }
    auto reader = ProcConnector::open().and_then(&EventReader::start);
    if (reader) {
        return std::make_unique<ExactSource>(std::move(*reader));
    }
    if (choice == TrackingChoice::Exact) {
        return tl::unexpected{
            Error{reader.error().code, "track exactly: cannot " + reader.error().message}};
    }
    return why("cannot " + reader.error().message);
}

} // namespace tw
