"""The people who hold benefits.

A **member** is known by the host application's own user id (``external_id``). A member's **zone** is the calendar on
which their periods are counted; it is fixed when the member is created, because a later change would move what has
already happened. A **provider account** is the member's own account at a provider, to which benefits are delivered.
"""
