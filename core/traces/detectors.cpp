#include "core/traces/detectors.h"

#include "core/traces/faulthandler_detector.h"
#include "core/traces/pytest_detector.h"
#include "core/traces/python_traceback_detector.h"

namespace tw {

std::vector<std::unique_ptr<TraceDetector>> makeDetectors(const TraceSink& sink)
{
    std::vector<std::unique_ptr<TraceDetector>> detectors{};
    detectors.push_back(std::make_unique<PythonTracebackDetector>(sink));
    detectors.push_back(std::make_unique<FaulthandlerDetector>(sink));
    detectors.push_back(std::make_unique<PytestDetector>(sink));
    return detectors;
}

} // namespace tw
