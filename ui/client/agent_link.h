#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <string_view>

namespace tw {

/// A byte stream to an agent. Owned by the AgentClient, on its thread; opened once, and of no use
/// after closed().
class AgentLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Starts to connect. What went wrong comes as closed(), never before open() has returned.
    virtual void open() = 0;

    virtual void write(std::string_view bytes) = 0;

    /// Lets go of the agent without a word: it goes on recording until its trees have ended.
    virtual void leave() = 0;

Q_SIGNALS:
    void bytesReceived(const QByteArray& bytes);

    /// The other end is gone; `reason` is a sentence without its full stop.
    void closed(const QString& reason);
};

} // namespace tw
