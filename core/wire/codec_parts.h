#pragma once

#include "core/stream/event.h"
#include "core/wire/message.h"
#include "core/wire/treewarden.pb.h"
#include "core/wire/wire_check.h"

#include <string>
#include <vector>

// Inside the codec only: the generated types go no further than the sources of this folder.
// put() writes one of our values into its message, get() reads it back; one pair a type.

namespace tw {

namespace proto = ::treewarden;

using BytesList = google::protobuf::RepeatedPtrField<std::string>;

// codec_event.cpp
void put(const Event& event, proto::Event& out);
Event get(const proto::Event& in, WireCheck& check);

// codec_tree.cpp: each put() chooses the body of the event
void put(const Launched& event, proto::Event& out);
void put(const Forked& event, proto::Event& out);
void put(const Executed& event, proto::Event& out);
void put(const Renamed& event, proto::Event& out);
void put(const IdentityChanged& event, proto::Event& out);
void put(const SignalsChanged& event, proto::Event& out);
void put(const Reparented& event, proto::Event& out);
void put(const Exited& event, proto::Event& out);
void put(const Sampled& event, proto::Event& out);
void put(const EventsLost& event, proto::Event& out);
void put(const LaunchFinished& event, proto::Event& out);
Launched get(const proto::Launched& in, WireCheck& check);
Forked get(const proto::Forked& in, WireCheck& check);
Executed get(const proto::Executed& in, WireCheck& check);
Renamed get(const proto::Renamed& in, WireCheck& check);
IdentityChanged get(const proto::IdentityChanged& in, WireCheck& check);
SignalsChanged get(const proto::SignalsChanged& in, WireCheck& check);
Reparented get(const proto::Reparented& in, WireCheck& check);
Exited get(const proto::Exited& in, WireCheck& check);
Sampled get(const proto::Sampled& in, WireCheck& check);
EventsLost get(const proto::EventsLost& in, WireCheck& check);
LaunchFinished get(const proto::LaunchFinished& in, WireCheck& check);

// codec_stop.cpp
void put(const StopBegan& event, proto::Event& out);
void put(const StepTaken& event, proto::Event& out);
void put(const StepWaiting& event, proto::Event& out);
void put(const StopEnded& event, proto::Event& out);
StopBegan get(const proto::StopBegan& in, WireCheck& check);
StepTaken get(const proto::StepTaken& in, WireCheck& check);
StepWaiting get(const proto::StepWaiting& in, WireCheck& check);
StopEnded get(const proto::StopEnded& in, WireCheck& check);

using LadderSteps = google::protobuf::RepeatedPtrField<proto::LadderStep>;
void put(const Ladder& ladder, LadderSteps& out);
Ladder get(const LadderSteps& in, WireCheck& check);

// codec_output.cpp
void put(const OutputGrew& event, proto::Event& out);
void put(const StreamEnded& event, proto::Event& out);
void put(const TraceFound& event, proto::Event& out);
OutputGrew get(const proto::OutputGrew& in, WireCheck& check);
StreamEnded get(const proto::StreamEnded& in, WireCheck& check);
TraceFound get(const proto::TraceFound& in, WireCheck& check);

void put(const Line& line, proto::Line& out);
Line get(const proto::Line& in, WireCheck& check);

// codec_command.cpp
void put(const Hello& hello, proto::Hello& out);
void put(const Command& command, proto::Command& out);
void put(const CommandAnswer& answer, proto::CommandAnswer& out);
void put(const LinesRequest& request, proto::LinesRequest& out);
void put(const LinesAnswer& answer, proto::LinesAnswer& out);
Hello get(const proto::Hello& in, WireCheck& check);
Command get(const proto::Command& in, WireCheck& check);
CommandAnswer get(const proto::CommandAnswer& in, WireCheck& check);
LinesRequest get(const proto::LinesRequest& in, WireCheck& check);
LinesAnswer get(const proto::LinesAnswer& in, WireCheck& check);
void put(const Error& error, proto::Error& out);
Error get(const proto::Error& in);

// codec_details.cpp
void put(const DetailsRequest& request, proto::DetailsRequest& out);
void put(const DetailsAnswer& answer, proto::DetailsAnswer& out);
DetailsRequest get(const proto::DetailsRequest& in, WireCheck& check);
DetailsAnswer get(const proto::DetailsAnswer& in, WireCheck& check);

// codec_running.cpp
void put(const Account& account, proto::Account& out);
void put(const ProcessListRequest& request, proto::ProcessListRequest& out);
void put(const ProcessListAnswer& answer, proto::ProcessListAnswer& out);
Account get(const proto::Account& in);
ProcessListRequest get(const proto::ProcessListRequest& in, WireCheck& check);
ProcessListAnswer get(const proto::ProcessListAnswer& in, WireCheck& check);

/// Counts as they are told may be larger than the list, never smaller.
template <typename Listed>
void checkList(const Listed& listed, std::uint64_t total, std::size_t limit, WireCheck& check)
{
    check.require(static_cast<std::size_t>(listed.size()) <= limit, "a list has too many entries");
    check.require(static_cast<std::uint64_t>(listed.size()) <= total,
                  "a list has more entries than it says");
}

inline void put(const std::vector<std::string>& strings, BytesList& out)
{
    out.Assign(strings.begin(), strings.end());
}

inline std::vector<std::string> get(const BytesList& in)
{
    return {in.begin(), in.end()};
}

} // namespace tw
