"""A provider described in a YAML file: what to send, how to sign it, and what its answers mean.

A **template** is any YAML value in which ``{name}`` stands for a value; it is filled in after the file was parsed and
before anything is written as JSON or a form, so that no value can change a request's structure. A **path** is a
JMESPath expression over an answer. An **answer** section turns a message into a named outcome of the port; whatever
it does not recognise is ``Unknown``, never a success and never a failure.
"""
