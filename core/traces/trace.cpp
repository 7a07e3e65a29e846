#include "core/traces/trace.h"

namespace tw {

std::string_view relationName(TraceRelation relation)
{
    switch (relation) {
    case TraceRelation::None:
        return "";
    case TraceRelation::Cause:
        return "cause";
    case TraceRelation::Context:
        return "context";
    case TraceRelation::Suppressed:
        return "suppressed";
    case TraceRelation::Member:
        return "member";
    case TraceRelation::RemoteCause:
        return "remote-cause";
    case TraceRelation::Thread:
        return "thread";
    case TraceRelation::Goroutine:
        return "goroutine";
    case TraceRelation::Part:
        break;
    }
    return "part";
}

} // namespace tw
