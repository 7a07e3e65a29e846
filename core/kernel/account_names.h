#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace tw {

/// Names of users and groups as the system's databases have them (passwd(5), group(5)). Remembers
/// what it was told: a database in the network may be slow.
class AccountNames
{
public:
    /// Empty where the number has no name.
    [[nodiscard]] const std::string& user(std::uint32_t id);
    [[nodiscard]] const std::string& group(std::uint32_t id);

private:
    std::unordered_map<std::uint32_t, std::string> m_users{};
    std::unordered_map<std::uint32_t, std::string> m_groups{};
};

} // namespace tw
