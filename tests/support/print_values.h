#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/base/signal_number.h"

#include <QtTest/QTest>

#include <string>

namespace QTest {

/// QCOMPARE prints what differs only for types that it knows.
template <>
inline char* toString(const std::string& value)
{
    return qstrdup(("\n" + value).c_str());
}

template <>
inline char* toString(const tw::SignalNumber& value)
{
    return qstrdup(value.name().c_str());
}

template <>
inline char* toString(const tw::ProcessKey& value)
{
    return qstrdup(std::to_string(value.value).c_str());
}

} // namespace QTest

namespace tw {

/// "" where it is a value, else the message: one line tells a test both.
template <typename T>
std::string errorOf(const Result<T>& result)
{
    return result ? std::string{} : result.error().message;
}

} // namespace tw
