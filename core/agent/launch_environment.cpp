#include "core/agent/launch_environment.h"

#include <map>
#include <string_view>

#include <unistd.h>

namespace tw {

std::vector<std::string> launchEnvironment(const std::vector<EnvironmentChange>& changes,
                                           const std::string& session,
                                           const std::string& launch)
{
    std::vector<EnvironmentChange> all = changes;
    all.push_back({"TREEWARDEN_SESSION", session});
    all.push_back({"TREEWARDEN_LAUNCH", launch});
    std::map<std::string_view, const EnvironmentChange*> latest;
    for (const EnvironmentChange& change : all) {
        latest[change.name] = &change;
    }
    std::vector<std::string> result;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        if (latest.find(text.substr(0, text.find('='))) == latest.end()) {
            result.emplace_back(text);
        }
    }
    for (const auto& [name, change] : latest) {
        if (change->value) {
            result.push_back(change->name + "=" + *change->value);
        }
    }
    return result;
}

} // namespace tw
