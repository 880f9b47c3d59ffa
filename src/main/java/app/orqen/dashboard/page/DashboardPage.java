package app.orqen.dashboard.page;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;

/** A controller of the dashboard, which is there unless the operator switched the dashboard off. */
@Controller
@ConditionalOnProperty("orqen.dashboard.enabled")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface DashboardPage {}
